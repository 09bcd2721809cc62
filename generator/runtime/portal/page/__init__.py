"""What people see of the portal in a browser."""
