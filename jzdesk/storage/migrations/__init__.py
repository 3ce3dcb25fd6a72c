"""Frozen, numbered steps of the schema; tables are declared inside each step, never imported from models."""
