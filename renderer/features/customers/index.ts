export { CustomerLink } from './customer-link.tsx';
