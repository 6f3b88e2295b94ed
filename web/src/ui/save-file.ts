/** Hands a text that the page holds to the browser's downloads. */
export function saveFile(name: string, text: string, contentType: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: contentType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun with the click; the address may go with the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
