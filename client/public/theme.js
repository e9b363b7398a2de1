/**
 * Applies the remembered theme before the first paint. Must block, and must be a file of its own: the
 * page's Content-Security-Policy allows no inline script. The key is client/views/theme.tsx's.
 */
try {
  const theme = JSON.parse(localStorage.getItem('weft:theme'))
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Nothing can be remembered here: the system's theme it is.
  document.documentElement.removeAttribute('data-theme')
}
