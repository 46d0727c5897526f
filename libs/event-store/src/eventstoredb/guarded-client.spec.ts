import type { Metadata } from '@grpc/grpc-js';
import { guardedClient, type ServerAddress } from './guarded-client';

interface Call {
  callArguments(
    options: object,
  ): readonly [unknown, { readonly credentials?: { generateMetadata(options: object): Promise<Metadata> } }];
}

/** What the server is told of who asks. */
async function authorizationOf(address: ServerAddress): Promise<string | null> {
  const [, { credentials }] = (guardedClient(address).client as unknown as Call).callArguments({});
  const metadata = await credentials?.generateMetadata({ service_url: 'https://localhost' });
  const [header] = metadata?.get('authorization') ?? [];
  return header === undefined ? null : Buffer.from(String(header).slice('Basic '.length), 'base64').toString('utf8');
}

const HOST = 'localhost:2113?tls=true';

describe('the address of the EventStoreDB server', () => {
  it.each<[ServerAddress, string | null]>([
    [{ url: `esdb://${HOST}` }, null],
    [{ url: `esdb://ledger@${HOST}`, password: 'p:@/ä%' }, 'ledger:p:@/ä%'],
    [{ url: `esdb+discover://ledger@a:1,b:2,c:3?tls=true`, password: 'p' }, 'ledger:p'],
    [{ url: `esdb://le%3Adger:pa%3Ass%25@${HOST}` }, 'le:dger:pa:ss%'],
  ])('%j says who asks', async (address, expected) => {
    expect(await authorizationOf(address)).toBe(expected);
  });

  it.each<[ServerAddress, RegExp]>([
    [{ url: `esdb://ledger@${HOST}` }, /password is missing/],
    [{ url: `esdb://ledger:@${HOST}` }, /password is missing/],
    [{ url: `esdb://ledger@${HOST}`, password: '' }, /password is missing/],
    [{ url: `esdb://:s3cret@${HOST}` }, /the user of a password/],
    [{ url: `esdb://${HOST}`, password: 's3cret' }, /names no user/],
    [{ url: `esdb://ledger:s3cret@${HOST}`, password: 's3cret' }, /two passwords/],
    [{ url: `esdb://%zz:s3cret@${HOST}` }, /must be written %25/],
    [{ url: `esdb://ledger:s3cret@host:port` }, /cannot be read/],
    [{ url: `http://ledger:s3cret@${HOST}` }, /cannot be read/],
    [{ url: `esdb://ledger:s3cret@${HOST}&nodePreference=follower` }, /nodePreference must be leader/],
    [{ url: `esdb://ledger:s3cret@${HOST}&node_preference=random` }, /nodePreference must be leader/],
  ])('%j is refused without being repeated', (address, expected) => {
    expect(() => guardedClient(address)).toThrow(expected);
    expect(() => guardedClient(address)).not.toThrow(/s3cret/);
  });

  it('is told to nobody, though the client warns of an option that it does not know', () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    guardedClient({ url: `esdb://ledger:s3cret@${HOST}&colour=red&nodePreference=leader` });
    expect(warned).toHaveBeenCalledTimes(1);
    expect(String(warned.mock.calls[0])).not.toMatch(/s3cret|ledger/);
    warned.mockRestore();
  });
});
