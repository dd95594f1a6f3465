/** Returns a function that styles text on a terminal, unless `NO_COLOR` is set. */
function style(open: number, close: number) {
  return (text: string, stream: NodeJS.WriteStream = process.stdout): string =>
    isStyled(stream) ? `\u001b[${open}m${text}\u001b[${close}m` : text
}

function isStyled(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env
  return stream.isTTY === true && !NO_COLOR && TERM !== 'dumb'
}

export const bold = style(1, 22)
export const dim = style(2, 22)
export const red = style(31, 39)
export const green = style(32, 39)
