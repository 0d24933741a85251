import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiOpenInNew } from '@mdi/js';
import { KEY_PLACES, type ByokProviderId, type CatalogProviderView } from '#contracts';
import { BYOK_KEYS_PAGE, BYOK_PLAN, BYOK_SAVE_PREFERENCES } from '../byok.options.js';
import { DayPipe } from '../elements/day.pipe.js';
import { IconComponent } from '../elements/icon.component.js';
import { sunsetKey } from '../elements/model-sunset.js';
import { HostPartComponent } from '../host-part.component.js';
import { KeyFormComponent, type SavedKey } from '../keys/key-form.component.js';
import { keysPageOf } from '../payer/provider-pages.js';
import type { VaultEntry } from '../state/vault-entry.js';
import { StoredKeys } from '../vault/stored-keys.service.js';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { openedModels, tellsModels } from './key-state.js';
import { KEY_TESTS, KeyTestService } from './key-test.service.js';
import { ProviderPolicyComponent } from './provider-policy.component.js';
import { StoredKeyComponent } from './stored-key.component.js';

const SHOWN_MODELS = 5;
/** Its key is free to begin with. */
const FIRST_CHOICE: ByokProviderId = 'gemini';
const UNDO_MS = 10_000;

/**
 * One provider: its keys in their order, what they open, and the form for another one. Never shows a key. For an open
 * vault; cards on one page, within the keys page, share their tests.
 */
@Component({
  selector: 'byok-key-card',
  imports: [
    DayPipe,
    HostPartComponent,
    IconComponent,
    KeyFormComponent,
    MatButtonModule,
    MatProgressBarModule,
    ProviderPolicyComponent,
    StoredKeyComponent,
    TranslocoDirective,
  ],
  providers: [KEY_TESTS],
  templateUrl: './key-card.component.html',
  styleUrls: ['./key-state.scss', './key-card.component.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyCardComponent {
  private readonly vault = inject(VaultService);
  private readonly keys = inject(StoredKeys);
  private readonly tests = inject(KeyTestService);
  private readonly snackBar = inject(MatSnackBar);
  private readonly transloco = inject(TranslocoService);
  private readonly injector = inject(Injector);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  readonly provider = input.required<ByokProviderId>();
  /** The provider's models that the user may call; without it the card shows none. */
  readonly catalog = input<CatalogProviderView | undefined>();
  /** A key was saved as another provider's: its card is where the page goes on. */
  readonly savedElsewhere = output<ByokProviderId>();

  protected readonly icons = { external: mdiOpenInNew };
  /** Dictionary path of the plan's name; empty where the host names none. */
  protected readonly plan = inject(BYOK_PLAN);
  /** Where nobody is asked who pays for all keys, nor is it for one provider's. */
  protected readonly asksFallback = inject(BYOK_SAVE_PREFERENCES) !== null;
  protected readonly besideField = inject(BYOK_KEYS_PAGE).besideKeyField;
  protected readonly keyUrl = computed(() => this.catalog()?.keyUrl || keysPageOf(this.provider()));
  protected readonly few = SHOWN_MODELS;
  protected readonly most = KEY_PLACES.length;
  /** What the open form is for; null when it is closed. */
  protected readonly editing = signal<{ replaces?: VaultEntry } | null>(null);
  protected readonly problem = signal('');
  protected readonly allModels = signal(false);
  protected readonly entries = computed(() => this.vault.entries().filter((entry) => entry.provider === this.provider()));
  /** Where somebody begins who has no key yet. */
  protected readonly recommended = computed(() => this.provider() === FIRST_CHOICE && this.vault.entries().length === 0);
  /** The one that says most of what the provider's keys open. */
  private readonly entry = computed(() => this.entries().find(({ check }) => check && tellsModels(check.verdict)) ?? this.entries()[0]);
  protected readonly testing = computed(() => this.entries().some(({ id }) => this.tests.testing().has(id)));
  protected readonly models = computed(() => openedModels(this.catalog(), this.entry()));
  /** Of the plan, as the last test saw it; what the catalog has lost since is no news. */
  protected readonly missing = computed(() => {
    const listed = new Set(this.catalog()?.models.map(({ id }) => id));
    return (this.entry()?.check?.missing ?? []).filter((id) => listed.has(id));
  });
  protected readonly sunsetKey = sunsetKey;
  protected readonly shownModels = computed(() => (this.allModels() ? this.models() : this.models().slice(0, SHOWN_MODELS)));
  protected readonly modelsKnown = computed(() => {
    const verdict = this.entry()?.check?.verdict;
    return verdict !== undefined && tellsModels(verdict);
  });

  constructor() {
    // There before the form is opened, which then does not grow.
    void this.besideField?.().catch(() => undefined);
  }

  protected edit(replaces?: VaultEntry): void {
    this.problem.set('');
    this.editing.set(replaces ? { replaces } : {});
  }

  protected async saved({ provider, id, undo }: SavedKey, name: string): Promise<void> {
    this.closeForm();
    if (undo) this.offerUndo('vault.keys.card.replaced', name, undo);
    if (provider !== this.provider()) this.savedElsewhere.emit(provider);
    await this.tests.test(id);
  }

  /** The form takes the focus with it, and while a key is tested no button of the card can have it. */
  protected closeForm(): void {
    this.editing.set(null);
    this.focus();
  }

  focus(): void {
    afterNextRender(() => this.heading()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async remove({ id }: VaultEntry, name: string): Promise<void> {
    await this.attempt(async () => {
      const undo = await this.keys.delete(id);
      this.tests.forgetProblem(id);
      this.editing.set(null);
      this.offerUndo('vault.keys.card.deleted', name, undo);
      this.focus();
    });
  }

  /** Has the key at this index tried before the one above it. */
  protected async raise(index: number): Promise<void> {
    const ids = this.entries().map(({ id }) => id);
    const [raised, above] = [ids[index], ids[index - 1]];
    if (raised === undefined || above === undefined) return;
    ids.splice(index - 1, 2, raised, above);
    await this.attempt(() => this.keys.arrange(ids));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.problem.set('');
    try {
      await work();
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
    }
  }

  private offerUndo(text: string, provider: string, undo: () => Promise<void>): void {
    const message = this.transloco.translate(text, { provider });
    const offer = this.snackBar.open(message, this.transloco.translate('vault.keys.card.undo'), { duration: UNDO_MS });
    offer.onAction().subscribe(() => void this.attempt(undo));
  }
}
