import { optionsOf, placeOf } from '../../src/database/address.js';

/** What TypeORM is told, as plain data. */
const of = (address: string): any => optionsOf(address);

test('an mssql:// address names server, database and person', () => {
  expect(of('mssql://ivo:secret@erp.example.com/Erp')).toMatchObject({
    type: 'mssql',
    host: 'erp.example.com',
    port: 1433,
    username: 'ivo',
    password: 'secret',
    database: 'Erp',
  });
});

test('what is written with % is read', () => {
  expect(of('mssql://DOM%5Civo:p%40s%2Fs%23%25@[::1]:1444/My%20Erp')).toMatchObject({
    host: '::1',
    port: 1444,
    username: 'DOM\\ivo',
    password: 'p@s/s#%',
    database: 'My Erp',
  });
});

test('a connection is encrypted and its certificate checked, unless it is said otherwise', () => {
  expect(of('mssql://a:b@h/d').options).toMatchObject({ encrypt: true, trustServerCertificate: false });
  expect(of('mssql://a:b@h/d?encrypt=strict').options.encrypt).toBe('strict');
  expect(of('mssql://a:b@h/d?encrypt=false&trustServerCertificate=true').options).toMatchObject({
    encrypt: false,
    trustServerCertificate: true,
  });
});

test('a named instance says its port itself', () => {
  const { port, options } = of('mssql://a:b@h/d?instance=ERP');

  expect([port, options.instanceName]).toEqual([undefined, 'ERP']);
});

test.each([
  ['mssql://ivo:sec#ret@h/d', /no address like/],
  ['mssql://ivo:sec%ret@h/d', /written %25/],
  ['mssql://ivo:secret@h', /names no database/],
  ['mssql://ivo:secret@h:1433/d?instance=X', /not both/],
  ['mssql://ivo:secret@h/d?encrypt=yes', /encrypt is true, false, strict, not "yes"/],
  ['mssql://ivo:secret@h/d?ssl=true', /ssl is not known/],
  ['mysql://ivo:secret@h/d', /mysql:\/\/ is not known/],
])('%s is refused in one line without its secret', (address, said) => {
  const fault = (() => {
    try {
      of(address);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  })();

  expect(fault).toMatch(said);
  expect(fault).not.toMatch(/secret|sec#ret|sec%ret|\n/);
});

test('a message says where an address leads, not who goes there', () => {
  expect(placeOf('mssql://ivo:secret@h:1444/d?encrypt=false')).toBe('h:1444/d');
});
