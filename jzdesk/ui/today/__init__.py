"""The 今日 tab: what is due, and how the month stands."""
