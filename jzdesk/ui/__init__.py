"""Screens; they ask services only."""
