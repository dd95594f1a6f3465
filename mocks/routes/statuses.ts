const STATUSES = new Set([
  ...range(100, 103),
  ...range(200, 208),
  226,
  ...range(300, 308).filter((status) => status !== 306),
  ...range(400, 418),
  ...range(421, 426),
  428,
  429,
  431,
  451,
  ...range(500, 508),
  510,
  511,
])

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** Whether the framework knows this HTTP status. The `http_status` filter ignores any other. */
export function isHttpStatus(status: number): boolean {
  return STATUSES.has(status)
}
