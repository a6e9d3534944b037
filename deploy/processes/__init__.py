"""What each long-lived process runs, built from the settings of one installation."""
