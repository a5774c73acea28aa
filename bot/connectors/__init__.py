"""The shop's own systems behind small ports: shop, bookings, payments, vouchers."""
