export const errorsEn = {
  title: 'This did not work',
  pageTitle: 'This page cannot be shown',
  pageHint: 'Your data is not affected. Try again; if it stays like this, please report what stands below.',
  unreachable: 'Luopan does not answer. Check that it is still running; nothing you entered is lost.',
  unreadable: 'The answer could not be read. Page and program may be of different versions: reload the page.',
  notSignedInTitle: 'You are not signed in',
  notSignedInHint: 'Open the full address that Luopan printed when it started; it signs you in.',
  reload: 'Reload',
} as const;
