/**
 * Adds every name that a parsed question asks for: fields, filters, order, at any depth. Texts that fields are compared
 * with are no names.
 */
export function addNames(question: unknown, names: Set<string>): void {
  if (typeof question === 'string') names.add(question);
  else if (Array.isArray(question)) for (const part of question) addNames(part, names);
  else if (typeof question === 'object' && question !== null) {
    for (const [field, part] of Object.entries(question)) {
      const isTexts = field === 'values' && Array.isArray(part);
      addNames(isTexts ? part.filter((one) => typeof one === 'object') : part, names);
    }
  }
}
