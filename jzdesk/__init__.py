"""jzdesk: a county's discipline-records desk."""

__version__ = "0.1.0"
