// Prints "node-LABEL CODE CHARACTER" for every code that the TextDecoder of Node (ICU) decodes to one character.
for (const label of process.argv.slice(2)) {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  const lines = [];
  const one = (...code) => {
    try {
      const chars = [...decoder.decode(Uint8Array.from(code))];
      if (chars.length !== 1 || chars[0] === '\ufffd') return;
      const hex = code.map((b) => b.toString(16).padStart(2, '0')).join('');
      lines.push(`node-${label} ${hex} ${chars[0].codePointAt(0).toString(16)}`.replace(/ .*/, (s) => s.toUpperCase()));
    } catch { /* not a code */ }
  };
  for (let a = 0x20; a < 0x100; a++) one(a);
  if (/gb|big5|jis|euc/.test(label)) {
    for (let a = 0x80; a < 0x100; a++) for (let b = 0x40; b < 0x100; b++) one(a, b);
  }
  if (label === 'euc-jp') {
    for (let a = 0xa1; a < 0xff; a++) for (let b = 0xa1; b < 0xff; b++) one(0x8f, a, b);
  }
  console.log(lines.join('\n'));
}
