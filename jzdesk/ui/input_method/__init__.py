"""Chinese input on Linux, where the Qt wheel speaks to ibus only and most office PCs run fcitx (measured)."""
