import type { ReactNode } from 'react';
import { useSession } from './queries/session.ts';
import { HomeScreen } from './screens/HomeScreen.tsx';
import { LoadingScreen } from './screens/LoadingScreen.tsx';
import { LoginScreen } from './screens/LoginScreen.tsx';
import { NoAccessScreen } from './screens/NoAccessScreen.tsx';
import { UnreachableScreen } from './screens/UnreachableScreen.tsx';

/** Which screen to show. There is one page so far: what decides is who is logged in. */
export const Routes = (): ReactNode => {
  const session = useSession();
  if (session.data === undefined) {
    return session.isError ? <UnreachableScreen error={session.error} onRetry={() => void session.refetch()} /> : <LoadingScreen />;
  }
  if (session.data.kind === 'out') return <LoginScreen ended={session.data.ended} />;
  return session.data.me.can_access ? <HomeScreen me={session.data.me} /> : <NoAccessScreen me={session.data.me} />;
};
