/** What the person at this desk may do now, out of what the desk shows; no more than that. */
import type { DeskTexts } from './i18n';
import type { Command } from './shortcuts';
import { holder, itemOf, visible, type DeskState } from './state';

export const mayClose = (desk: DeskState, conversation: string): boolean => {
  const item = itemOf(desk, conversation);
  return item !== undefined && item.mode !== 'bot' && item.mode !== 'closed' && holder(desk, item) !== 'other';
};

export const mayPass = (desk: DeskState, conversation: string): boolean => {
  const item = itemOf(desk, conversation);
  return item?.mode === 'human' && holder(desk, item) === 'me';
};

/** The commands that do something at this moment. */
export const available = (desk: DeskState): ReadonlySet<Command> => {
  const { selected } = desk;
  const commands: Command[] = ['shortcuts'];
  if (visible(desk).length) commands.push('next', 'previous');
  if (selected) commands.push('reply', 'note');
  if (selected && mayPass(desk, selected)) commands.push('transfer');
  if (selected && mayClose(desk, selected)) commands.push('close', 'close_next');
  return new Set(commands);
};

/** Why nothing can be written to the customer; empty when it can. */
export const blocked = (mode: string, has: 'me' | 'other' | 'nobody', name: string, t: DeskTexts): string => {
  if (mode === 'closed') return t.isClosed;
  if (has === 'other') return t.otherHasIt(name);
  return has === 'me' ? '' : mode === 'waiting' ? t.claimFirst : t.withAssistant;
};
