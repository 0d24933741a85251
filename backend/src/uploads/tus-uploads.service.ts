import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Server, type Upload } from '@tus/server';
import { ByokError } from '#contracts';
import { storageConfig } from '../config/index.js';
import { UUID } from '../validation/index.js';
import { diskRoomOf, type DiskRoom } from './disk-room.js';
import { UploadFiles } from './upload-files.js';
import { UPLOAD_LIMIT } from './upload-limits.js';
import { UploadLocker } from './upload-locker.service.js';
import { uploadError } from './upload-errors.js';

export const UPLOADS_PATH = '/api/uploads';
/** A request that must let go of its upload gets so long to write what it has, in milliseconds. */
const DRAIN_MS = 400;
/** Headers of a request that the tus server gets; we deal with the others. */
const TUS_HEADERS = ['tus-resumable', 'upload-length', 'upload-offset', 'upload-metadata', 'upload-defer-length', 'upload-concat', 'content-type', 'content-length'];

/** A request to the tus server, whose caller is known. */
export interface TusRequest {
  readonly userId: string;
  readonly method: string;
  /** Of an upload; undefined for all of them. */
  readonly id?: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly metadata?: Record<string, string>;
  readonly body?: Readable;
}

/** The tus server over the uploads of all users, each of whom sees only their own. */
@Injectable()
export class TusUploads {
  /** As `UploadFiles` has it; made when the first upload begins. */
  readonly folder: string;
  readonly #room: DiskRoom;
  readonly #requests = new WeakMap<object, TusRequest>();
  #started: Promise<{ server: Server; files: UploadFiles }> | undefined;

  constructor(
    @Inject(storageConfig.KEY) { dataDir }: ConfigType<typeof storageConfig>,
    private readonly locker: UploadLocker,
  ) {
    this.#room = diskRoomOf(dataDir);
    // Inside the folder of the jobs' recordings, so that moving there is no copying.
    this.folder = join(dataDir, 'uploads', 'arriving');
  }

  async files(): Promise<UploadFiles> {
    return (await this.#start()).files;
  }

  /** A user's uploads that wait. For a user without any nothing is created. */
  async openOf(userId: string): Promise<Upload[]> {
    return existsSync(this.folder) ? (await this.files()).openOf(userId) : [];
  }

  /** @throws ByokError in place of every refusal of the tus server; other errors as they are */
  async handle(request: TusRequest): Promise<Response> {
    const { server } = await this.#start();
    const { method, id, headers, body } = request;
    const web = new Request(`http://uploads${UPLOADS_PATH}${id === undefined ? '' : `/${id}`}`, {
      method,
      headers: TUS_HEADERS.flatMap((name): [string, string][] => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
      ...(body === undefined ? {} : { body: Readable.toWeb(body) as ReadableStream<Uint8Array>, duplex: 'half' }),
    } as RequestInit);
    this.#requests.set(web, request);
    const response = await server.handleWeb(web);
    if (response.status >= 400) throw uploadError({ status_code: response.status });
    return response;
  }

  #start(): Promise<{ server: Server; files: UploadFiles }> {
    this.#started ??= this.#open().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  /** Not before it is needed, and after the folder is there: the file store would make one that anyone may read. */
  async #open(): Promise<{ server: Server; files: UploadFiles }> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const files = new UploadFiles(this.folder, this.#room);
    const server = new Server({
      path: UPLOADS_PATH,
      datastore: files,
      locker: this.locker,
      lockDrainTimeout: DRAIN_MS,
      maxSize: UPLOAD_LIMIT,
      namingFunction: (request) => `${this.#ownerOf(request)}/${randomUUID()}`,
      getFileIdFromRequest: (request, last) => (last !== undefined && UUID.test(last) ? `${this.#ownerOf(request)}/${last.toLowerCase()}` : undefined),
      generateUrl: (_request, { path, id }) => `${path}/${id.slice(id.indexOf('/') + 1)}`,
      onUploadCreate: async (request) => ({ metadata: this.#requests.get(request)?.metadata ?? {} }),
      onResponseError: (_request, error) => {
        throw uploadError(error);
      },
    });
    return { server, files };
  }

  #ownerOf(request: object): string {
    const owner = this.#requests.get(request)?.userId;
    if (owner === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
    return owner;
  }
}
