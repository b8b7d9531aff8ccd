"""Simulated Microsoft Entra ID: tokens, Graph, federation metadata and the sign-in pages for people."""
