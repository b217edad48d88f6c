/**
 * What pages of Luopan may load: from the host they came from and nothing from elsewhere (Content-Security-Policy).
 * Inline styles are allowed because the component library writes its rules into style elements; inline scripts are not.
 */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
