"""How the shop behaves when there is much of everything: figures, and bounds that must hold."""
