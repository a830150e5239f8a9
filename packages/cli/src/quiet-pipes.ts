/**
 * Goes on where who read the output stops reading (`| head`): what is printed after that is dropped, and what the command was to write is
 * still written.
 */
export function quietPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
