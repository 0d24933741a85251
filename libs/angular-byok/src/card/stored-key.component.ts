import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowUp, mdiOpenInNew } from '@mdi/js';
import { RouterLink } from '@angular/router';
import { BYOK_KEYS_PAGE } from '../byok.options.js';
import { IconComponent } from '../elements/icon.component.js';
import { MomentPipe } from '../elements/moment.pipe.js';
import { KeyDetailsComponent } from '../keys/key-details.component.js';
import { billingPage } from '../payer/provider-pages.js';
import { ServerProblemComponent } from '../server-problem.component.js';
import type { VaultEntry } from '../state/vault-entry.js';
import { StoredKeys } from '../vault/stored-keys.service.js';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { stateOf, toneOf } from './key-state.js';
import { KeyTestService } from './key-test.service.js';

/** One stored key: its name and end, what is known of it, and what can be done. Never shows the key. */
@Component({
  selector: 'byok-stored-key',
  imports: [IconComponent, KeyDetailsComponent, MatButtonModule, MomentPipe, RouterLink, ServerProblemComponent, TranslocoDirective],
  templateUrl: './stored-key.component.html',
  styleUrls: ['./key-state.scss', './stored-key.component.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StoredKeyComponent {
  private readonly keys = inject(StoredKeys);
  private readonly tests = inject(KeyTestService);
  private readonly injector = inject(Injector);
  private readonly details = viewChild(KeyDetailsComponent);
  private readonly detailsButton = viewChild<unknown, ElementRef<HTMLElement>>('describe', { read: ElementRef });
  readonly entry = input.required<VaultEntry>();
  /** Among its provider's keys, from 1. */
  readonly place = input.required<number>();
  /** How many keys of the provider there are. */
  readonly count = input.required<number>();
  readonly replace = output<void>();
  readonly delete = output<void>();
  /** Has it tried before the one above it. */
  readonly raise = output<void>();

  protected readonly nextPath = inject(BYOK_KEYS_PAGE).nextPath;
  protected readonly icons = { up: mdiArrowUp, external: mdiOpenInNew };
  protected readonly describing = signal(false);
  protected readonly problem = signal('');
  protected readonly testing = computed(() => this.tests.testing().has(this.entry().id));
  protected readonly testProblem = computed(() => this.tests.problems().get(this.entry().id));
  protected readonly refusal = computed(() => {
    const problem = this.testProblem();
    return problem && 'server' in problem ? problem.server : null;
  });
  protected readonly state = computed(() => (this.testing() ? 'testing' : stateOf(this.entry())));
  protected readonly tone = computed(() => (this.testing() ? 'plain' : toneOf(stateOf(this.entry()))));
  /** The last call says more than the last test. */
  protected readonly failedCall = computed(() => {
    const { call, failure, check } = this.entry();
    return call && failure && call.at === failure.at && call.at !== check?.at ? call : undefined;
  });
  protected readonly billing = computed(() => billingPage(this.entry().provider));
  protected readonly works = computed(() => this.state() === 'valid' && !this.failedCall());
  protected readonly needsCredit = computed(() => this.state() === 'valid_no_credit' || this.failedCall()?.outcome === 'key_no_credit');

  /** What the person sees the key called; with its provider where nothing else tells which. */
  protected nameOf(translate: (key: string, parts?: object) => string): string {
    const { label, provider } = this.entry();
    const company = translate(`vault.providers.${provider}`);
    if (label !== undefined) return translate('vault.keys.card.labelled', { provider: company, label });
    return this.count() > 1 ? translate('vault.keys.card.numbered', { provider: company, place: this.place() }) : company;
  }

  async test(): Promise<void> {
    this.problem.set('');
    await this.tests.test(this.entry().id);
  }

  protected stop(): void {
    this.tests.stop(this.entry().id);
  }

  protected async saveDetails(): Promise<void> {
    const said = this.details()?.read();
    if (said === undefined) return;
    try {
      await this.keys.describe(this.entry().id, said);
      this.closeDetails();
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
    }
  }

  protected closeDetails(): void {
    this.describing.set(false);
    afterNextRender(() => this.detailsButton()?.nativeElement.focus(), { injector: this.injector });
  }
}
