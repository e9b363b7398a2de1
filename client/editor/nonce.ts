/**
 * Nonce: what lets CodeMirror add its style under the page's Content-Security-Policy.
 */
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** The page's nonce, without which its Content-Security-Policy would refuse CodeMirror's style. */
export function nonce(): Extension {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  return meta === null ? [] : EditorView.cspNonce.of(meta.nonce || meta.content)
}
