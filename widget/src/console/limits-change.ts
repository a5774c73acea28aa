/** Changing limits and their versions, for whoever may; reads the versions whenever something changed. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { LocalText } from '../shared/protocol';
import { ApiError, type StaffApi } from '../staff/api';
import { staffTexts } from '../staff/i18n';
import type { QuestionDialog } from '../staff/question';
import { base } from '../staff/styles';
import type { Lang, Session } from '../staff/wire';
import { parseVersions, type Version } from './edit-parse';
import { editTexts } from './edit-words';
import './editor';
import type { LimitsEditor } from './editor';
import { mayRead, mayStop } from './state';
import './versions';
import type { VersionDeed } from './versions';

@customElement('support-limits-change')
export class LimitsChange extends LitElement {
  @property({ attribute: false }) api!: StaffApi;
  @property({ attribute: false }) session: Session | null = null;
  @property({ attribute: false }) titles: Readonly<Record<string, LocalText>> = {};
  @property({ attribute: false }) question: QuestionDialog | null = null;
  @property({ attribute: false }) override lang: Lang = 'en';
  @state() private versions: readonly Version[] = [];
  @state() private told = '';
  @state() private bad = false;
  @query('support-limits-editor') private editor!: LimitsEditor | null;

  static override styles = [base];

  protected override firstUpdated(_: PropertyValues): void {
    void this.read();
  }

  private async read(): Promise<void> {
    if (!mayRead(this.session)) return;
    try {
      this.versions = parseVersions(await this.api.get('limits/versions'));
    } catch (error) {
      // The page itself says that figures could not be read, and asks to sign in again.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  private async deed({ verb, version }: VersionDeed): Promise<void> {
    const t = editTexts[this.lang];
    const staff = staffTexts[this.lang];
    const [title, body, yes] = {
      agree: [t.askAgree(version), t.agreeBody, t.agree],
      withdraw: [t.askWithdraw(version), t.withdrawBody, t.withdraw],
      restore: [t.askRestore(version), t.restoreBody, t.restore],
    }[verb] as [string, string, string];
    const field = verb === 'agree' ? {} : { field: { label: t.reason, missing: t.reasonMissing } };
    const reason = await this.question?.ask({ title, body: html`<p>${body}</p>`, yes, no: staff.cancel, ...field });
    if (reason === null || reason === undefined) return;
    try {
      await this.api.post(`limits/versions/${version}/${verb}`, verb === 'agree' ? {} : { reason });
      this.told = t.done;
      this.bad = false;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.told = error.message || error.code;
      this.bad = true;
    }
    this.dispatchEvent(new CustomEvent('limits-changed', { bubbles: true, composed: true }));
    await Promise.all([this.read(), this.editor?.load()]);
  }

  override render(): TemplateResult | typeof nothing {
    if (!mayRead(this.session)) return nothing;
    const may = mayStop(this.session);
    return html`${may
        ? html`<support-limits-editor
            .api=${this.api}
            .titles=${this.titles}
            .lang=${this.lang}
            @limits-changed=${() => void this.read()}
          ></support-limits-editor>`
        : nothing}
      <p role="status" class=${this.bad ? 'problem' : ''}>${this.told}</p>
      <support-versions
        .versions=${this.versions}
        .me=${this.session?.name ?? ''}
        .mayChange=${may}
        .lang=${this.lang}
        @version-deed=${(event: CustomEvent<VersionDeed>) => void this.deed(event.detail)}
      ></support-versions>`;
  }
}
