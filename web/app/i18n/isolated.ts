/** An address inside Arabic would pull the words beside it into its own direction. */
export const isolated = (value: string) => `\u2068${value}\u2069`;
