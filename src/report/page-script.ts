/**
 * What a page does besides being read: it narrows itself, copies commands, opens what is closed when it is printed, and where a
 * link leads into it. All is there without it. It makes no HTML of any text.
 */
export const SCRIPT = `(() => {
  const form = document.querySelector('.filters');
  if (form) {
    const told = [...document.querySelectorAll('[data-verdict]')];
    const count = form.querySelector('output');
    const narrow = () => {
      const asked = [...form.querySelectorAll('select')].filter((select) => select.value);
      let shown = 0;
      for (const one of told) {
        one.hidden = asked.some((select) => one.dataset[select.name] !== select.value);
        if (!one.hidden && one.localName === 'section') shown++;
      }
      const all = told.filter((one) => one.localName === 'section').length;
      count.textContent = shown + ' of ' + all + ' findings';
    };
    form.addEventListener('change', narrow);
    form.addEventListener('reset', () => setTimeout(narrow));
    form.hidden = false;
    narrow();
  }
  for (const pre of document.querySelectorAll('.command pre')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(pre);
        button.textContent = 'Selected';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    pre.parentElement.append(button);
  }
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
  });
})();
`;
