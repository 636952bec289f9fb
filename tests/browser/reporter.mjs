// What node's test runner says, one line a test, and its sum as the last line.
export default async function* reporter(events) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' || (type !== 'test:pass' && type !== 'test:fail')) continue;
    if (data.details.error?.failureType === 'subtestsFailed') continue; // told by those that failed
    const seconds = (data.details.duration_ms / 1000).toFixed(1).padStart(6);
    const indent = '  '.repeat(data.nesting);
    if (data.skip !== undefined) {
      count.skipped++;
      yield `skipped ${seconds} s  ${indent}${data.name}: ${data.skip}\n`;
    } else if (type === 'test:pass') {
      count.passed++;
      yield `ok      ${seconds} s  ${indent}${data.name}\n`;
    } else {
      count.failed++;
      const error = data.details.error?.cause ?? data.details.error;
      yield `FAILED  ${seconds} s  ${indent}${data.name}\n${String(error?.stack ?? error).replace(/^/gm, '    | ')}\n`;
    }
  }
  yield `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}
