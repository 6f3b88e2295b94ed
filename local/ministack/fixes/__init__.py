"""Fixes for MiniStack, one module per AWS service; importing a module applies its fixes.

Each fix restores one rule of AWS that spotscribe relies on and says which. All of them go
through `guard.replaces`, which refuses to touch a MiniStack that it does not know.
"""
