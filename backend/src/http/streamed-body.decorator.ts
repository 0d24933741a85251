import { SetMetadata, type CustomDecorator } from '@nestjs/common';

/** Metadata of `@StreamedBody()`: the media type. */
export const STREAMED_BODY = 'byok:streamed-body';

/**
 * Bodies of a media type are left for the route's handler, which finds the stream as the request's `body` and must
 * bound what it reads; bodies of other types are read as JSON.
 * @param mediaType in lower case, without parameters
 */
export const StreamedBody = (mediaType: string): CustomDecorator => SetMetadata(STREAMED_BODY, mediaType);
