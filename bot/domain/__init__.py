"""The rules of the product as plain functions over frozen values. Pure."""
