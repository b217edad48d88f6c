import { z } from 'zod';
import { type Operator, operatorOutput } from '../../../../contract/access.ts';
import { type CommandCall, print, required, usage } from './command.ts';
import type { Connection } from './connection.ts';
import { readPassword } from './password.ts';

const path = '/api/v1/operators';

/** `user add | list | password | remove`. */
export async function userCommand(call: CommandCall): Promise<number> {
  const [action] = call.words;
  switch (action) {
    case 'add': {
      const email = required(call.flags, 'email');
      const role = required(call.flags, 'role');
      const password = await readPassword(call.language);
      const body = { email, role, password, ...(call.flags.name ? { displayName: call.flags.name } : {}) };
      const operator = await (await call.connect()).call('POST', path, operatorOutput, body);
      return show(call, operator, { 'zh-CN': '已添加', en: 'Added' }[call.language]);
    }
    case 'list': {
      const operators = await (await call.connect()).call('GET', path, z.array(operatorOutput));
      print(call.isJson ? JSON.stringify(operators) : operators.map(lineOf).join('\n'));
      return 0;
    }
    case 'password': {
      const email = required(call.flags, 'email');
      const password = await readPassword(call.language);
      const connection = await call.connect();
      const { id } = await find(connection, email);
      const operator = await connection.call('PATCH', `${path}/${id}`, operatorOutput, { password });
      return show(call, operator, { 'zh-CN': '密码已更新', en: 'Password changed' }[call.language]);
    }
    case 'remove': {
      const connection = await call.connect();
      const operator = await find(connection, required(call.flags, 'email'));
      await connection.send('DELETE', `${path}/${operator.id}`);
      return show(call, operator, { 'zh-CN': '已删除', en: 'Removed' }[call.language]);
    }
    default:
      throw usage('user add | list | password | remove');
  }
}

async function find(connection: Connection, email: string): Promise<Operator> {
  const operators = await connection.call('GET', path, z.array(operatorOutput));
  const found = operators.find((operator) => operator.email.toLowerCase() === email.trim().toLowerCase());
  if (found === undefined) throw usage(`--email ${email}`);
  return found;
}

function show(call: CommandCall, operator: Operator, what: string): number {
  print(call.isJson ? JSON.stringify(operator) : `${what}  ${lineOf(operator)}`);
  return 0;
}

function lineOf({ email, role, displayName, isDisabled }: Operator): string {
  return `${email}  ${role}  ${displayName}${isDisabled ? '  (disabled)' : ''}`;
}
