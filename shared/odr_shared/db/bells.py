"""A bell: rung by what this process commits, and waited for no longer than it may be missed."""

import asyncio


class Bell(asyncio.Event):
    async def within(self, seconds: float) -> bool:
        """Has it been rung by then? What other processes commit does not ring it."""
        try:
            async with asyncio.timeout(seconds):
                return await self.wait()
        except TimeoutError:
            return False
