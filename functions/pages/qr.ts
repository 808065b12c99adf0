import qrcode from 'qrcode-generator';
import { trusted, type Markup } from '../../edge/http/page.ts';

/**
 * A QR code as one drawn line. The library's own SVG takes 27 bytes for each dark square, which is more than a page may
 * weigh; here a run of them takes six.
 */
export function qr(content: string): Markup {
  // On a screen nothing is smudged: the least correction, the largest squares.
  const code = qrcode(0, 'L');
  code.addData(content);
  code.make();
  const size = code.getModuleCount();
  const rows = Array.from({ length: size }, (_, row) => runs((column) => code.isDark(row, column), size));
  const path = rows.map((row, index) => (row ? `M0 ${index}.5${row}` : '')).join('');
  return trusted(
    `<svg viewBox="0 0 ${size} ${size}" stroke="#000" shape-rendering="crispEdges" aria-hidden="true"><path d="${path}"/></svg>`,
  );
}

/** The dark runs of a row, each from where the one before it ended. */
function runs(isDark: (column: number) => boolean, size: number): string {
  let drawn = '';
  let end = 0;
  for (let column = 0; column < size; column += 1) {
    if (!isDark(column)) continue;
    const start = column;
    while (column < size && isDark(column)) column += 1;
    drawn += `${start === end ? '' : `m${start - end} 0`}h${column - start}`;
    end = column;
  }
  return drawn;
}
