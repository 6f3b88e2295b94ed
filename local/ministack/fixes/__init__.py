"""Fixes for MiniStack, one module per AWS service; importing a module applies its fixes.

Each fix restores one documented rule of AWS that spotscribe relies on. All use `guard.replaces`,
which refuses unknown versions of MiniStack.
"""
