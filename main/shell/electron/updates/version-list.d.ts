import { z } from 'zod';

/** `latest*.yml` as electron-builder and the offline kit write it; what Luopan does not use is left aside. */
declare const list: z.ZodObject<
  {
    version: z.ZodString;
    files: z.ZodArray<
      z.ZodObject<
        {
          url: z.ZodString;
          sha512: z.ZodString;
          size: z.ZodNumber;
        },
        z.core.$strip
      >
    >;
    releaseDate: z.ZodOptional<z.ZodISODateTime>;
  },
  z.core.$strip
>;
export type VersionList = z.infer<typeof list>;
export type OfferedFile = VersionList['files'][number];
/** The list for a system, by the name electron-builder gives it. */
export declare function listName(platform: NodeJS.Platform, arch: string): string;
/** @throws UpdateFailure not-a-list */
export declare function readVersionList(bytes: Uint8Array): VersionList;
/**
 * @param publicKey base64 of the SubjectPublicKeyInfo of an Ed25519 key
 * @param signature base64 as in the file beside the list; null where there is none
 * @throws UpdateFailure not-signed
 */
export declare function checkSignature(bytes: Uint8Array, publicKey: string, signature: Uint8Array | null): void;
/** How this copy was installed, by the ending of what brought it. */
export declare function installedKind(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  has: (path: string) => boolean,
): string;
/** The file for this machine; null when the list has none. The Windows installer goes before the portable program. */
export declare function fileFor(files: readonly OfferedFile[], kind: string, arch: string): OfferedFile | null;
/** Is `offered` a later version than `own`, by the rules of semantic versioning? */
export declare function isNewer(offered: string, own: string): boolean;
