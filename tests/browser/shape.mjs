// What every page keeps to, whatever it shows: language, one title, tables that say what they are, charts with their table, no sideways scroll.

// Lines about what is wrong in the page as it stands.
export async function misshapen(page) {
  return page.evaluate(() => {
    const wrong = [];
    const say = (what, element) => wrong.push(element ? `${what}: ${element.outerHTML.slice(0, 160)}` : what);
    if (document.documentElement.lang !== 'fr') say(`lang is « ${document.documentElement.lang} »`);
    if (!/\S/.test(document.title)) say('no title');
    const titles = [...document.querySelectorAll('h1')].filter((h1) => h1.textContent.trim() !== '');
    if (titles.length !== 1) say(`${titles.length} h1`);
    if (/undefined|NaN|\[object|\{\{|\}\}|\bnull\b/.test(document.body.innerText)) say(`a hole in the text: ${/.{0,40}(undefined|NaN|\[object|\{\{|\}\}|\bnull\b).{0,20}/.exec(document.body.innerText)[0]}`);
    for (const table of document.querySelectorAll('table')) {
      if (!table.caption || !/\S/.test(table.caption.textContent)) say('a table without caption', table);
      const heads = [...table.querySelectorAll('th')];
      if (heads.length === 0 || heads.some((th) => !th.hasAttribute('scope'))) say('a table whose th have no scope', table);
    }
    for (const figure of document.querySelectorAll('figure.graphique')) {
      if (!figure.querySelector('figcaption')) say('a chart without caption', figure);
      // its own, or one that stands on the page anyway and that it leads to
      const link = figure.querySelector('details a[href^="#"]')?.hash.slice(1);
      const table = figure.querySelector('details table') ?? (link && document.getElementById(link));
      if (!table?.querySelector('tbody td')) say('a chart without its table', figure);
    }
    for (const field of document.querySelectorAll('form[method=post], form[method=POST]')) {
      if (!field.querySelector('input[name=jeton]')?.value) say('a form without its token', field);
    }
    for (const element of document.querySelectorAll('[style]:not([style=""])')) {
      if (!element.closest('svg') && !element.closest('figure.graphique')) say('an inline style', element);
    }
    return wrong;
  });
}

// By how much the page is wider than the window: 0 where nothing scrolls sideways.
export async function overflow(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}
