"""Values to paper."""
