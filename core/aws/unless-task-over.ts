/** Answers to task tokens that have come too late. */
import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';

/** @returns false if the task had ended before; other errors pass through */
export async function unlessTaskOver(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    const isOver =
      error instanceof TaskTimedOut ||
      error instanceof TaskDoesNotExist ||
      error instanceof InvalidToken;
    if (!isOver) throw error;
    return false;
  }
}
