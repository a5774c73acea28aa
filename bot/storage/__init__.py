"""The one database: its tables, its transactions and its migrations."""
