"""征求意见: letters that ask for an opinion on people, and what is answered about each of them."""
