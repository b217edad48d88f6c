import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './customer-link.module.css';

interface CustomerLinkProps {
  /** Number of the profile; null where nobody is known, who then has no page. */
  id: number | null;
  children: ReactNode;
}

/** The name of a customer, wherever one is listed, as the way to the page of that customer. */
export function CustomerLink({ id, children }: CustomerLinkProps) {
  if (id === null) return children;
  return (
    <Link to="/customers/$id" params={{ id: String(id) }} className={styles.link} data-testid={`customer-${id}`}>
      {children}
    </Link>
  );
}
