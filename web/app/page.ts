// Pages whose content the server writes: the landing page, answers to forms sent without script, captured mail.

export const isServers = ['home', 'answer', 'not-found', 'dev-mail'].includes(document.body.dataset.page!);
