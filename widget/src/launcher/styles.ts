/** How the launcher looks; colours come from the brand. */

/** Marks a style sheet, so that editors and the build know it. */
const css = String.raw;

export const styles = css`
  :host {
    all: initial; position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px; z-index: 2147483000;
    font: 16px/1.4 system-ui, sans-serif;
  }
  :host([position='start']) { inset-inline: 20px auto; }
  :host([hidden]) { display: none; }
  button {
    position: relative; display: flex; align-items: center; gap: 9px; min-block-size: 54px; margin-inline-start: auto; padding: 0 20px;
    border: 2px solid var(--sp-on-brand); border-radius: 27px; background: var(--sp-brand); color: var(--sp-on-brand);
    font: inherit; font-weight: 600; cursor: pointer; box-shadow: 0 4px 18px rgb(0 0 0 / 28%);
  }
  button:focus-visible { outline: 3px solid var(--sp-brand); outline-offset: 2px; box-shadow: 0 0 0 8px #fff; }
  svg { inline-size: 25px; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
  b {
    position: absolute; inset-block-start: -8px; inset-inline-end: -4px; min-inline-size: 24px; padding-inline: 5px; box-sizing: border-box;
    border: 2px solid #fff; border-radius: 12px; background: #b3261e; color: #fff; font-size: 12px; line-height: 20px; text-align: center;
  }
  p { margin: 0 0 8px; padding: 8px 12px; max-inline-size: 260px; border: 1px solid #7b8794; border-radius: 10px; background: #fff; color: #16202b; font-size: 14px; }
  :empty:is(b, p) { display: none; }
  [aria-busy='true'] { cursor: progress; }
`;
