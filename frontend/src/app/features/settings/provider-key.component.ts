import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiOpenInNew } from '@mdi/js';
import type { ByokProviderId, CatalogProviderView, Plan } from '#contracts';
import { IconComponent } from '../../shared/icon.component.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { vaultProblemKey } from '../../vault/vault-problem.js';
import { VaultService } from '../../vault/vault.service.js';
import { KeyFormComponent } from './key-form.component.js';
import { openedModels, stateOf, tellsModels, toneOf } from './key-state.js';
import { KeyTestService } from './key-test.service.js';
import { MomentPipe } from './moment.pipe.js';

const SHOWN_MODELS = 5;
const UNDO_MS = 10_000;

/** One provider: whether there is a key, what is known of it, and what can be done. Never shows a key. */
@Component({
  selector: 'byok-provider-key',
  imports: [
    ErrorNoticeComponent,
    IconComponent,
    KeyFormComponent,
    MatButtonModule,
    MatProgressBarModule,
    MomentPipe,
    TranslocoDirective,
  ],
  templateUrl: './provider-key.component.html',
  styleUrls: ['./key-state.scss', './provider-key.component.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderKeyComponent {
  private readonly vault = inject(VaultService);
  private readonly tests = inject(KeyTestService);
  private readonly snackBar = inject(MatSnackBar);
  private readonly transloco = inject(TranslocoService);
  private readonly injector = inject(Injector);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  readonly provider = input.required<ByokProviderId>();
  readonly catalog = input<CatalogProviderView | undefined>();
  readonly plan = input.required<Plan>();

  protected readonly icons = { external: mdiOpenInNew };
  protected readonly editing = signal(false);
  protected readonly problem = signal('');
  protected readonly allModels = signal(false);
  protected readonly entry = computed(() => this.vault.entries().find((entry) => entry.provider === this.provider()));
  protected readonly testing = computed(() => this.tests.testing().has(this.provider()));
  protected readonly testProblem = computed(() => this.tests.problems().get(this.provider()));
  protected readonly state = computed(() => (this.testing() ? 'testing' : stateOf(this.entry())));
  protected readonly tone = computed(() => (this.testing() ? 'plain' : toneOf(stateOf(this.entry()))));
  protected readonly models = computed(() => openedModels(this.catalog(), this.entry()));
  protected readonly shownModels = computed(() => (this.allModels() ? this.models() : this.models().slice(0, SHOWN_MODELS)));
  protected readonly modelsKnown = computed(() => {
    const verdict = this.entry()?.check?.verdict;
    return verdict !== undefined && tellsModels(verdict);
  });

  protected edit(): void {
    this.problem.set('');
    this.editing.set(true);
  }

  protected async saved(): Promise<void> {
    this.closeForm();
    await this.test();
  }

  /** The form takes the focus with it, and while a key is tested no button of the card can have it. */
  protected closeForm(): void {
    this.editing.set(false);
    afterNextRender(() => this.heading()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async test(): Promise<void> {
    this.problem.set('');
    await this.tests.test(this.provider());
  }

  protected async remove(name: string): Promise<void> {
    const entry = this.entry();
    if (!entry) return;
    try {
      const undo = await this.vault.deleteKey(entry.id);
      this.tests.forgetProblem(this.provider());
      this.editing.set(false);
      this.offerUndo(name, undo);
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
    }
  }

  private offerUndo(provider: string, undo: () => Promise<void>): void {
    const message = this.transloco.translate('settings.card.deleted', { provider });
    const offer = this.snackBar.open(message, this.transloco.translate('settings.card.undo'), { duration: UNDO_MS });
    offer.onAction().subscribe(() => undo().catch((error: unknown) => this.problem.set(vaultProblemKey(error))));
  }
}
