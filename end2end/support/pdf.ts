import { readFile } from "node:fs/promises";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** A document as a reader of PDF that is not ours understands it. */
export interface Read {
  title: string;
  /** Each page's pieces of text, in the order in which they are drawn. */
  pages: string[][];
  /** Names of what the first page is made of, as somebody hears it who cannot see it. */
  roles: string[];
}

export async function readPdf(path: string): Promise<Read> {
  const task = getDocument({ data: new Uint8Array(await readFile(path)), verbosity: 0 });
  const document = await task.promise;
  const { info } = await document.getMetadata();
  const read: Read = { title: (info as { Title?: string }).Title ?? "", pages: [], roles: [] };
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const content = await page.getTextContent();
    read.pages.push(content.items.flatMap((item) => ("str" in item && item.str.trim() ? [item.str] : [])));
    if (number === 1) read.roles = roles(await page.getStructTree());
  }
  await task.destroy();
  return read;
}

/** A piece, or where its text is. */
interface Node {
  role?: string;
  type?: string;
  children?: Node[];
}

function roles(node: Node | null): string[] {
  if (!node) return [];
  return [...(node.role ? [node.role] : []), ...(node.children ?? []).flatMap(roles)];
}
