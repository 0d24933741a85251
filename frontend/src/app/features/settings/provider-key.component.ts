import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiOpenInNew } from '@mdi/js';
import { VaultService, vaultProblemKey, type VaultEntry } from '#angular-byok';
import { KeyFormComponent, StoredKeys, type SavedKey } from '#angular-byok/keys';
import { KEY_PLACES, type ByokProviderId, type CatalogProviderView, type Plan } from '#contracts';
import { DayPipe } from '../../shared/day.pipe.js';
import { IconComponent } from '../../shared/icon.component.js';
import { sunsetKey } from '../../shared/model-sunset.js';
import { BeforeYouTypeComponent } from '../how-we-know/before-you-type.component.js';
import { openedModels, tellsModels } from './key-state.js';
import { KeyTestService } from './key-test.service.js';
import { ProviderPolicyComponent } from './provider-policy.component.js';
import { StoredKeyComponent } from './stored-key.component.js';

const SHOWN_MODELS = 5;
/** Its key is free to begin with. */
const FIRST_CHOICE: ByokProviderId = 'gemini';
const UNDO_MS = 10_000;

/** One provider: its keys in their order, what they open, and the form for another one. Never shows a key. */
@Component({
  selector: 'byok-provider-key',
  imports: [
    BeforeYouTypeComponent,
    DayPipe,
    IconComponent,
    KeyFormComponent,
    MatButtonModule,
    MatProgressBarModule,
    ProviderPolicyComponent,
    StoredKeyComponent,
    TranslocoDirective,
  ],
  templateUrl: './provider-key.component.html',
  styleUrls: ['./key-state.scss', './provider-key.component.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderKeyComponent {
  private readonly vault = inject(VaultService);
  private readonly keys = inject(StoredKeys);
  private readonly tests = inject(KeyTestService);
  private readonly snackBar = inject(MatSnackBar);
  private readonly transloco = inject(TranslocoService);
  private readonly injector = inject(Injector);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  readonly provider = input.required<ByokProviderId>();
  readonly catalog = input<CatalogProviderView | undefined>();
  readonly plan = input.required<Plan>();
  /** A key was saved as another provider's: its card is where the page goes on. */
  readonly savedElsewhere = output<ByokProviderId>();

  protected readonly icons = { external: mdiOpenInNew };
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

  protected edit(replaces?: VaultEntry): void {
    this.problem.set('');
    this.editing.set(replaces ? { replaces } : {});
  }

  protected async saved({ provider, id, undo }: SavedKey, name: string): Promise<void> {
    this.closeForm();
    if (undo) this.offerUndo('settings.card.replaced', name, undo);
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
      this.offerUndo('settings.card.deleted', name, undo);
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
    const offer = this.snackBar.open(message, this.transloco.translate('settings.card.undo'), { duration: UNDO_MS });
    offer.onAction().subscribe(() => void this.attempt(undo));
  }
}
