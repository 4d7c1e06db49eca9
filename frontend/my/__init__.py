"""The pages of people who look after organisations."""
