"""Every write people can make: permission, transaction, event, and work enqueued on commit."""
