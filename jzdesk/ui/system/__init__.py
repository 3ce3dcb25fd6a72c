"""The pages behind the 系统 menu."""
