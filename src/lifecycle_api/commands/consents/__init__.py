"""Commands about consent: asked for, given or refused, reaffirmed, taken back. Nothing is ever edited."""
